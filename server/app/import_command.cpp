#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config_search.hpp"
#include "app/history_records.hpp"
#include "app/logger.hpp"
#include "store/folder_lock.hpp"
#include "store/history_file.hpp"

namespace tickerd::app {
namespace {

constexpr std::size_t points_at_once = 20'000;
/// Bad lines are named one by one up to here, then counted.
constexpr std::size_t most_named = 20;

struct Tally {
  std::size_t lines = 0;
  std::size_t points = 0;  // new ones
  std::size_t known = 0;   // that were there already
  std::size_t bad = 0;
};

/// Reads lines into the file, a transaction for many at once.
class Import {
 public:
  Import(store::HistoryFile& file, RecordFormat format, std::string name)
      : file_(file), reader_(format), name_(std::move(name)) {}

  rates::Result<Tally> run(std::istream& in) {
    std::string line;
    bool is_header = reader_.has_header();
    while (std::getline(in, line)) {
      ++tally_.lines;
      if (line.ends_with('\r')) line.pop_back();
      if (line.empty()) continue;
      if (std::exchange(is_header, false)) {
        if (auto read = reader_.read_header(line); !read) return std::unexpected(read.error());
        continue;
      }
      take(line);
      if (points_.size() < points_at_once) continue;
      if (auto written = flush(); !written) return std::unexpected(written.error());
    }
    if (auto written = flush(); !written) return std::unexpected(written.error());
    return tally_;
  }

 private:
  void take(const std::string& line) {
    auto point = reader_.read(line);
    if (point) {
      points_.push_back(*std::move(point));
      return;
    }
    if (++tally_.bad <= most_named) {
      fmt::print(stderr, "{}:{}: {}\n", name_, tally_.lines, point.error().detail);
    }
  }

  rates::Result<void> flush() {
    const auto written = file_.write(points_);
    if (!written) return std::unexpected(written.error());
    tally_.points += *written;
    tally_.known += points_.size() - *written;
    points_.clear();
    return {};
  }

  store::HistoryFile& file_;
  RecordReader reader_;
  std::string name_;
  std::vector<rates::HistoryPoint> points_;
  Tally tally_;
};

}  // namespace

int import_command(const ImportArguments& arguments) {
  const auto format = parse_record_format(arguments.format);
  if (!format) return failed("--format: " + format.error().detail);
  const auto config = find_config(arguments.config);
  if (!config) return exit_bad_config;
  if (config->data_dir.empty())
    return failed("data_dir: expected a folder, there is none to keep it");
  std::ifstream opened;
  const bool is_input = arguments.file == "-";
  if (!is_input) opened.open(arguments.file);
  if (!is_input && !opened) return failed(fmt::format("{}: cannot be read", arguments.file));

  std::error_code unreachable;  // then the lock says so
  std::filesystem::create_directories(config->data_dir, unreachable);
  const auto lock = store::FolderLock::take(config->data_dir);
  if (!lock) return failed(lock.error().detail);
  Logger log(config->log_level, config->log_format);
  const rates::SystemClock clock;
  const auto file = store::HistoryFile::open(config->data_dir / "history.sqlite", clock, log);
  if (!file) return failed(file.error().detail);

  const auto began = std::chrono::steady_clock::now();
  const auto tally = Import(**file, *format, arguments.file).run(is_input ? std::cin : opened);
  if (!tally) return failed(fmt::format("{}: {}", arguments.file, tally.error().detail));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  fmt::print(stderr,
             "tickerd: {} points imported, {} were there already, {} lines not read, {:.1f} s\n",
             tally->points, tally->known, tally->bad, took.count());
  return tally->bad == 0 ? exit_ok : exit_failure;
}

}  // namespace tickerd::app
