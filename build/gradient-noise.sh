#!/usr/bin/env bash
# Measures how far the recorded family's gradients lie from double precision under each instruction set, library of products and number of
# threads, and writes the tables of docs/gradient-noise.md. About ten minutes on two cores. Build first: dotnet build -c Release tests/Properties
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
export STABLEDINO_NOISE=$folder/noise.tsv

measure() { env "$@" dotnet test -c Release --no-build --nologo -v q tests/Properties --filter Category=Noise; }

measure STABLEDINO_NOISE_DRAWS=16
for threads in 1 2; do
  while read -r setting; do
    # shellcheck disable=SC2086 # a setting is several variables
    measure OMP_NUM_THREADS=$threads $setting < /dev/null
  done <<SETTINGS

ONEDNN_MAX_CPU_ISA=SSE41
ONEDNN_MAX_CPU_ISA=AVX
ONEDNN_MAX_CPU_ISA=AVX2
ONEDNN_MAX_CPU_ISA=AVX512_CORE
MKL_ENABLE_INSTRUCTIONS=SSE4_2
MKL_ENABLE_INSTRUCTIONS=AVX2
MKL_ENABLE_INSTRUCTIONS=AVX512
ATEN_CPU_CAPABILITY=default
ATEN_CPU_CAPABILITY=avx2
ATEN_CPU_CAPABILITY=avx512
ONEDNN_MAX_CPU_ISA=SSE41 MKL_ENABLE_INSTRUCTIONS=SSE4_2 ATEN_CPU_CAPABILITY=default DOTNET_EnableAVX2=0 DOTNET_EnableAVX512=0
ONEDNN_MAX_CPU_ISA=AVX2 MKL_ENABLE_INSTRUCTIONS=AVX2 ATEN_CPU_CAPABILITY=avx2 DOTNET_EnableAVX512=0
STABLEDINO_MATMUL=onednn
STABLEDINO_MATMUL=onednn ONEDNN_MAX_CPU_ISA=SSE41
STABLEDINO_MATMUL=onednn ONEDNN_MAX_CPU_ISA=AVX2
SETTINGS
done

page=docs/gradient-noise.md
sed '/^<!-- measured -->$/q' $page > "$folder/page"
{ cat "$folder/page"; echo; cat "$folder/noise.md"; } > $page
rm -r "$folder"
