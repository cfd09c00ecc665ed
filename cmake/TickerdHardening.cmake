# Included by TickerdTargets where the build is optimised: what makes a fault in memory an end of the
# program rather than a way into it. tests/lint/hardening.py looks at the result.
include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)

target_compile_options(tickerd_options INTERFACE -fPIE -fstack-protector-strong)
target_link_options(tickerd_options INTERFACE -pie LINKER:-z,relro,-z,now,-z,noexecstack)

# Not every compiler and processor has these.
foreach(flag -fstack-clash-protection -fcf-protection)
  string(MAKE_C_IDENTIFIER "TICKERD_HAS${flag}" has)
  check_cxx_compiler_flag(${flag} ${has})
  if(${has})
    target_compile_options(tickerd_options INTERFACE ${flag})
  endif()
endforeach()

# The C library warns of a level that the compiler does not know.
set(CMAKE_REQUIRED_FLAGS "-O2 -Werror")
set(CMAKE_REQUIRED_DEFINITIONS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
check_cxx_source_compiles("#include <cstring>\nint main() {}" TICKERD_HAS_FORTIFY_3)
unset(CMAKE_REQUIRED_FLAGS)
unset(CMAKE_REQUIRED_DEFINITIONS)
target_compile_definitions(tickerd_options INTERFACE
  _FORTIFY_SOURCE=$<IF:$<BOOL:${TICKERD_HAS_FORTIFY_3}>,3,2>)
