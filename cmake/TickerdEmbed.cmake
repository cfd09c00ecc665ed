# tickerd_embed(TARGET NAME name BASE folder [FILES ...] [FOLDERS ...] [DEPENDS ...])
#
# Compiles files into TARGET, so that the server is one file. Generates NAME.hpp, to be included as
# "embedded/NAME.hpp", with `std::span<const File> embedded::NAME::files()`; a file's path is
# relative to BASE. FOLDERS stand for all files that the build has put below them by the time that
# DEPENDS are made.
function(tickerd_embed target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAME;BASE" "FILES;FOLDERS;DEPENDS")
  set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded")
  set(script "${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake")
  add_custom_command(
    OUTPUT "${out}/${arg_NAME}.cpp" "${out}/${arg_NAME}.hpp"
    COMMAND "${CMAKE_COMMAND}" -DOUT=${out} -DNAME=${arg_NAME} -DBASE=${arg_BASE}
            "-DFILES=${arg_FILES}" "-DFOLDERS=${arg_FOLDERS}" -P "${script}"
    DEPENDS ${arg_FILES} ${arg_DEPENDS} "${script}"
    COMMENT "Embedding ${arg_NAME}"
    VERBATIM)
  target_sources(${target} PRIVATE "${out}/${arg_NAME}.cpp" "${out}/${arg_NAME}.hpp")
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
endfunction()

# tickerd_embed_web(TARGET): bundles web/ with esbuild and embeds the result as "embedded/web.hpp".
function(tickerd_embed_web target)
  set(source "${CMAKE_SOURCE_DIR}/web")
  set(out "${CMAKE_CURRENT_BINARY_DIR}/web")
  set(stamp "${CMAKE_CURRENT_BINARY_DIR}/web.stamp")
  file(GLOB_RECURSE inputs CONFIGURE_DEPENDS
    "${source}/client/*" "${source}/widget/*" "${source}/pages/*")
  add_custom_command(
    OUTPUT "${stamp}"
    COMMAND "${CMAKE_COMMAND}" -E rm -rf "${out}"
    COMMAND "${source}/build.sh" "${out}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS ${inputs} "${source}/build.sh"
    COMMENT "Bundling the widget and the pages"
    VERBATIM)
  tickerd_embed(${target} NAME web BASE "${out}" FOLDERS "${out}" DEPENDS "${stamp}")
endfunction()
