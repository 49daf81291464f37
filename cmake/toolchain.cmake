# Compiler, warnings, sanitizers, linker, ccache.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  message(FATAL_ERROR "g++ before 14 miscompiles coroutines (it frees captured temporaries twice). "
                      "Use clang 19: cmake --preset release, or CXX=clang++-19.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

set(SANITIZE "" CACHE STRING "address (with undefined behaviour and fuzzers), thread, or empty")
add_compile_options(-fno-omit-frame-pointer -pthread)  # -pthread for all: precompiled headers are shared
if(SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -O1)
  add_link_options(-fsanitize=address,undefined)
elseif(SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -O1)
  add_link_options(-fsanitize=thread)
endif()

find_program(MOLD mold)
find_program(LLD NAMES ld.lld-19 ld.lld)
if(LLD)
  add_link_options(--ld-path=${LLD})
elseif(MOLD)
  add_link_options(--ld-path=${MOLD})
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers need both: a header without a time stamp in it, and a ccache that trusts its content.
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_DEPEND=1  # a miss costs no run of the preprocessor: the dependency file says what was read
      CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

# Our own targets only; third-party headers come in as SYSTEM.
add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-missing-designated-field-initializers -Werror)
