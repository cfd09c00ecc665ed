set(CMAKE_CXX_EXTENSIONS OFF)

# Every object of the project is compiled with the flags on this one target: a macro of Asio that
# differs between two objects breaks the one-definition rule and crashes at once.
add_library(tickerd_options INTERFACE)
target_compile_features(tickerd_options INTERFACE cxx_std_23)
target_compile_options(tickerd_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  # GCC 12 takes the frame allocator of Asio's coroutines for a mismatch once it inlines one half,
  # and sees overlapping copies in std::string where there are none.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete;-Wno-restrict>)
target_compile_definitions(tickerd_options INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_BOOST_COROUTINE
  BOOST_BEAST_SEPARATE_COMPILATION)
target_include_directories(tickerd_options INTERFACE "${CMAKE_SOURCE_DIR}/server")
target_link_libraries(tickerd_options INTERFACE Threads::Threads)

if(CMAKE_UNITY_BUILD)
  # Of what another source of the batch names for itself alone. The builds by the file warn.
  target_compile_options(tickerd_options INTERFACE
    -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()

if(TICKERD_SANITIZE)
  target_compile_options(tickerd_options INTERFACE
    -fsanitize=${TICKERD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(tickerd_options INTERFACE -fsanitize=${TICKERD_SANITIZE})
  if(TICKERD_SANITIZE MATCHES "undefined")
    # It opens a pipe to see whether memory can be read, and takes a lack of files for a fault.
    target_compile_options(tickerd_options INTERFACE -fno-sanitize=vptr)
  endif()
  if(TICKERD_SANITIZE MATCHES "thread")
    # GCC warns that TSan does not model the fences inside Asio.
    target_compile_options(tickerd_options INTERFACE -Wno-tsan)
  endif()
endif()

# What is shipped is hardened. Sanitizers watch the same places, and FORTIFY needs optimisation.
if(CMAKE_BUILD_TYPE MATCHES "^(Release|RelWithDebInfo|MinSizeRel)$" AND NOT TICKERD_SANITIZE AND NOT TICKERD_FUZZ)
  include(TickerdHardening)
endif()

# tickerd_library(NAME SOURCES ... DEPENDS ... PRIVATE_DEPENDS ...)
#
# One library a folder: target tickerd_NAME, alias tickerd::NAME. DEPENDS are seen by those who
# include its headers, PRIVATE_DEPENDS are not.
function(tickerd_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS")
  add_library(tickerd_${name} STATIC ${arg_SOURCES})
  add_library(tickerd::${name} ALIAS tickerd_${name})
  target_link_libraries(tickerd_${name}
    PUBLIC tickerd_options ${arg_DEPENDS}
    PRIVATE ${arg_PRIVATE_DEPENDS})
  if(TICKERD_FUZZ)
    # Fuzzers learn from what is fuzzed which way an input went.
    target_compile_options(tickerd_${name} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# tickerd_test(NAME SOURCES ... DEPENDS ... [TIMEOUT SECONDS] [WHOLE])
#
# One GoogleTest program; each of its tests is a CTest test. Under sanitizers, where a program takes
# its time to start, and with WHOLE, all of them together are one.
function(tickerd_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "WHOLE" "TIMEOUT" "SOURCES;DEPENDS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tickerd_options ${arg_DEPENDS} GTest::gmock_main)
  # What is tested is optimised; the tests themselves need not be, and compile in half the time.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0;-U_FORTIFY_SOURCE>)
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
  target_compile_definitions(${name} PRIVATE TICKERD_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
  if(TICKERD_SANITIZE)
    # Where every test is compiled at once, once is enough to read what all of them include.
    target_precompile_headers(${name} PRIVATE
      <gmock/gmock.h> <gtest/gtest.h> <chrono> <filesystem> <random> <fmt/format.h>)
    # Of what libstdc++ does in its own std::stable_sort: precompiled, it is no system header to clang.
    target_compile_options(${name} PRIVATE -Wno-deprecated-declarations)
  endif()
  if(TICKERD_SANITIZE MATCHES "undefined")
    # What is tested has these too; the tests themselves compile sooner without.
    target_compile_options(${name} PRIVATE -fno-sanitize=null,alignment,object-size)
  endif()
  if(TICKERD_SANITIZE OR arg_WHOLE)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT 600)
  else()
    gtest_discover_tests(${name}
      TEST_PREFIX "${name}."
      DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES
      PROPERTIES TIMEOUT ${arg_TIMEOUT})
  endif()
endfunction()

# tickerd_benchmark(NAME SOURCES ... DEPENDS ...): a Google Benchmark program.
function(tickerd_benchmark name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tickerd_options ${arg_DEPENDS} benchmark::benchmark_main)
  target_compile_definitions(${name} PRIVATE TICKERD_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
endfunction()

# tickerd_fuzzer(NAME SOURCES ... DEPENDS ...): a libFuzzer program.
function(tickerd_fuzzer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tickerd_options ${arg_DEPENDS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()
