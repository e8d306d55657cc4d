#!/bin/sh
# Makes .venv from a lock with hashes. Needs python3 (3.11 to 3.13) with pip; uv is fetched by pip when it is not there.
set -eu

lock=${1:-requirements.lock}
[ -f "$lock" ] || { echo "找不到 $lock；请在项目目录中运行。" >&2; exit 2; }

python=${PYTHON:-python3}
"$python" - <<'PY' || { echo "需要 Python 3.11 至 3.13；请安装后重试，或者用 PYTHON=… 指定。" >&2; exit 1; }
import sys
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PY

stamp=".venv/.anqi-lock"
digest=$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)
if [ -x .venv/bin/anqi ] && [ -f "$stamp" ]; then
    # The development lock contains the other one: never take packages away between two commands.
    grep -qs "$digest" "$stamp" && exit 0
    if [ "$lock" = requirements.lock ] && grep -qs "^dev " "$stamp"; then
        dev=$(cat requirements-dev.lock pyproject.toml | sha256sum | cut -d' ' -f1)
        grep -qs "$dev" "$stamp" && exit 0
    fi
fi

# The folder that pip fills must match the Python that runs it; the environment itself is made by uv.
if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    if [ ! -x .uv/bin/uv ]; then
        echo "取得 uv ……"
        "$python" -m pip install --quiet --disable-pip-version-check --no-warn-script-location --target .uv uv || {
            echo "没能装上 uv：需要 python3 的 pip 和可用的软件源；Debian 上请先安装 python3-pip。" >&2
            exit 1
        }
    fi
    uv=.uv/bin/uv
fi

echo "按 $lock 建立 .venv ……"
[ -x .venv/bin/python ] || "$uv" venv --quiet --python "$python" .venv
"$uv" pip sync --quiet --python .venv/bin/python --require-hashes "$lock"
"$uv" pip install --quiet --python .venv/bin/python --no-deps --editable .
kind=run
[ "$lock" = requirements-dev.lock ] && kind=dev
echo "$kind $digest" >"$stamp"
