#include <array>
#include <optional>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config_search.hpp"
#include "store/folder_lock.hpp"
#include "store/maintenance.hpp"

namespace tickerd::app {
namespace {

/// What a data folder holds: the log's file always, history's unless it is off.
constexpr std::array file_names{"tickerd.sqlite", "history.sqlite"};

/// The data folder of the configuration; a temporary one has nothing to look at.
std::optional<std::filesystem::path> data_folder(const ConfigArguments& arguments, int& code) {
  const auto config = find_config(arguments);
  code = exit_bad_config;
  if (!config) return std::nullopt;
  if (config->data_dir.empty()) {
    failed("data_dir: expected a folder, the configuration names none");
    return std::nullopt;
  }
  return config->data_dir;
}

bool is_missing_history(const rates::Error& error, std::string_view name) {
  return error.code == rates::Errc::not_found && name == "history.sqlite";
}

void print_report(const std::filesystem::path& file, const store::FileReport& report) {
  fmt::print("{}: {} bytes, version {}, {}\n", file.string(), report.bytes, report.version,
             report.problems.empty() ? "sound" : "DAMAGED");
  for (const auto& [table, rows] : report.rows) fmt::print("  {}: {} rows\n", table, rows);
  for (const auto& problem : report.problems) fmt::print("  problem: {}\n", problem);
}

}  // namespace

int store_check_command(const ConfigArguments& arguments) {
  int code = exit_ok;
  const auto folder = data_folder(arguments, code);
  if (!folder) return code;
  code = exit_ok;
  for (const auto* const name : file_names) {
    const auto report = store::check_file(*folder / name);
    if (report) {
      print_report(*folder / name, *report);
      if (!report->problems.empty()) code = exit_failure;
    } else if (!is_missing_history(report.error(), name)) {
      code = failed(report.error().detail);
    }
  }
  return code;
}

int store_compact_command(const ConfigArguments& arguments) {
  int code = exit_ok;
  const auto folder = data_folder(arguments, code);
  if (!folder) return code;
  const auto lock = store::FolderLock::take(*folder);
  if (!lock) return failed(lock.error().detail);
  for (const auto* const name : file_names) {
    const auto file = *folder / name;
    std::error_code unreachable;
    const auto before = std::filesystem::file_size(file, unreachable);
    const auto done = store::compact_file(file);
    if (done) {
      fmt::print("{}: {} bytes, {} before\n", file.string(),
                 std::filesystem::file_size(file, unreachable), before);
    } else if (!is_missing_history(done.error(), name)) {
      return failed(done.error().detail);
    }
  }
  return exit_ok;
}

int store_backup_command(const ConfigArguments& arguments, const std::filesystem::path& into) {
  int code = exit_ok;
  const auto folder = data_folder(arguments, code);
  if (!folder) return code;
  std::error_code ec;
  std::filesystem::create_directories(into, ec);
  if (ec) {
    return failed(fmt::format("{}: cannot make the folder: {}", into.string(), ec.message()));
  }
  for (const auto* const name : file_names) {
    const auto done = store::back_up_file(*folder / name, into / name);
    if (done) {
      fmt::print("{}: {} bytes\n", (into / name).string(),
                 std::filesystem::file_size(into / name, ec));
    } else if (!is_missing_history(done.error(), name)) {
      return failed(done.error().detail);
    }
  }
  return exit_ok;
}

}  // namespace tickerd::app
