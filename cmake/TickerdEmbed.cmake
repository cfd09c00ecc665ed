# tickerd_embed(TARGET NAMESPACE NAME FILES...)
#
# Compiles files into TARGET, so that the server is one file. Generates NAME.hpp, to be included as
# "embedded/NAME.hpp", with `std::span<const File> NAME::files()`; a file's path is relative to BASE.
function(tickerd_embed target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAME;BASE" "FILES;DEPENDS")
  set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded")
  set(script "${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake")
  add_custom_command(
    OUTPUT "${out}/${arg_NAME}.cpp" "${out}/${arg_NAME}.hpp"
    COMMAND "${CMAKE_COMMAND}" -DOUT=${out} -DNAME=${arg_NAME} -DBASE=${arg_BASE}
            "-DFILES=${arg_FILES}" -P "${script}"
    DEPENDS ${arg_FILES} ${arg_DEPENDS} "${script}"
    COMMENT "Embedding ${arg_NAME}"
    VERBATIM)
  target_sources(${target} PRIVATE "${out}/${arg_NAME}.cpp" "${out}/${arg_NAME}.hpp")
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
endfunction()
