# shellcheck disable=SC2086 # word splitting is intended
if git cat-file -e "$BASE^{commit}" 2>/dev/null; then
  tidegate check --from-ref "$BASE" --to-ref HEAD --format github ${ARGUMENTS-}
else
  # The base is unknown: the first push of a branch, a forced push, or a manual run.
  tidegate check --all --format github ${ARGUMENTS-}
fi
