# shellcheck disable=SC2086 # these are several arguments
if git cat-file -e "$BASE^{commit}" 2>/dev/null; then
  tidegate check --from-ref "$BASE" --to-ref HEAD --format github ${ARGUMENTS-}
else
  # Nothing is known to be older: a first push, one that took commits back, or a run by hand.
  tidegate check --all --format github ${ARGUMENTS-}
fi
