# Functions for the start scripts.

refuse() {
  echo "$1" >&2
  exit 1
}

# Exports a secret from NAME or from the file in NAME_FILE.
read_secret() {
  eval "value=\${$1:-} file=\${$1_FILE:-}"
  if [ -n "$value" ] && [ -n "$file" ]; then
    refuse "Both $1 and $1_FILE are set. Keep one of them."
  fi
  if [ -n "$file" ]; then
    [ -r "$file" ] || refuse "$1_FILE is set to a file that cannot be read: $file"
    value=$(cat "$file")
  fi
  [ -n "$value" ] || refuse "$1 is not set. Run node scripts/deploy-init.mjs --check"
  export "$1=$value"
}
