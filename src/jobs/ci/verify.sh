out=$RUNNER_TEMP/tidegate
mkdir -p "$out"
rm -f "$out/schema.diff"
code=0
# shellcheck disable=SC2086 # these are several arguments
tidegate verify --full $ARGUMENTS >"$out/verify.txt" 2>&1 || code=$?
cat "$out/verify.txt"
case $code in
0) title=':white_check_mark: The migrations replay' ;;
1) title=':x: The migrations do not replay' ;;
*) title=':x: Nothing was verified' ;;
esac
if [ "$code" = 1 ]; then
  # A statement that failed becomes an annotation.
  awk '
    /^error/ { said = $0; gsub(/%/, "%25", said) }
    /^ *--> .*:[0-9]+:[0-9]+$/ {
      sub(/^ *--> /, ""); file = $0; sub(/:[0-9]+:[0-9]+$/, "", file); n = split($0, at, ":")
      print "::error file=" file ",line=" at[n - 1] ",col=" at[n] ",title=tidegate verify::" said
    }' "$out/verify.txt"
  # The schema file as it should be, in this checkout only: the difference is a patch.
  # shellcheck disable=SC2086
  tidegate verify $ARGUMENTS --write >/dev/null 2>&1 || true
  git diff --no-color --no-ext-diff -- '*.sql' >"$out/schema.diff"
  if [ -s "$out/schema.diff" ]; then
    title=':x: The schema file is not what the migrations make'
    echo '::error title=tidegate verify::the schema file is not what the migrations make; the summary has the difference'
  else
    rm "$out/schema.diff"
  fi
fi
{
  printf '### %s\n\n' "$title"
  if [ -s "$out/schema.diff" ]; then
    grep '^tidegate:' "$out/verify.txt" || true
    printf '\nWhat mends it, at most 100 of %s lines:\n' "$(wc -l <"$out/schema.diff" | tr -d ' ')"
    printf '\n~~~~diff\n%s\n~~~~\n' "$(head -n 100 "$out/schema.diff")"
    printf '\nAll of it is schema.diff in the artifact, for git apply.\n'
  else
    printf '~~~~text\n%s\n~~~~\n' "$(head -n 100 "$out/verify.txt")"
  fi
} >>"$GITHUB_STEP_SUMMARY"
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
exit "$code"
