out=$RUNNER_TEMP/tidegate
mkdir -p "$out"
rm -f "$out/schema.diff"
code=0
chosen=$ENGINE
if [ -n "$PULL_REQUEST" ] && [ "$HEAD_REPOSITORY" != "$GITHUB_REPOSITORY" ]; then
  chosen=$FORK_ENGINE
  echo "This pull request is from a fork: replaying with the engine $chosen."
fi
# One run produces annotations and text for the log, the summary, and a patch for the artifact.
# shellcheck disable=SC2086 # word splitting is intended
tidegate verify --full --format github --engine "$chosen" --patch "$out/schema.diff" ${ARGUMENTS-} >"$out/log.txt" 2>&1 || code=$?
cat "$out/log.txt"
grep -v '^::' "$out/log.txt" >"$out/verify.txt" || true
rm "$out/log.txt"
if [ -s "$out/schema.diff" ]; then
  printf 'The artifact contains schema.diff, a patch for git apply.\n' >>"$GITHUB_STEP_SUMMARY"
else
  rm -f "$out/schema.diff"
fi
if [ "$code" -gt 1 ]; then
  # Four spaces make a block of code that no line of the text can end.
  printf '### :x: Verification did not run\n\n%s\n' "$(head -n 100 "$out/verify.txt" | sed 's/^/    /')" >>"$GITHUB_STEP_SUMMARY"
fi
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
