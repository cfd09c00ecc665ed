#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// The subcommands. Each returns the exit code of the program: data goes to standard output, what
/// went wrong to standard error.
namespace tickerd::app {

/// Exit codes (sysexits.h has 78 as EX_CONFIG).
inline constexpr int exit_ok = 0;
inline constexpr int exit_failure = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_bad_config = 78;

/// Says on standard error what went wrong; returns `code`.
int failed(std::string_view what, int code = exit_failure);

/// Where the configuration comes from.
struct ConfigArguments {
  std::string file;                    ///< empty: searched for, else the embedded demo
  std::vector<std::string> overrides;  ///< "listen.port=0"
};

int serve_command(const ConfigArguments& arguments, const std::filesystem::path& ports_file);
int check_command(const ConfigArguments& arguments);

struct FetchArguments {
  std::string preset;   ///< a name or a file
  std::string url;      ///< in place of the preset's
  std::string body;     ///< a saved body, read in place of fetching; "-" is standard input
  std::string key_env;  ///< the environment variable that holds the source's key
  bool json = false;
};
int fetch_command(const FetchArguments& arguments);

/// Says what a preset file (or one of our own, by name) was understood as; exit_bad_config with the
/// file and the place in it when it is wrong.
int preset_check_command(const std::string& file);
/// The presets compiled in, one a line.
int preset_list_command();

struct RecordArguments {
  ConfigArguments config;
  std::filesystem::path directory;
  std::uintmax_t max_bytes = std::uintmax_t{256} << 20U;  ///< of one feed
  std::string max_age = "30d";
  std::string duration;  ///< empty: until a signal
};
/// Runs the feeds of a configuration that are asked or streamed, and keeps what they answer.
int record_command(const RecordArguments& arguments);

struct ReplayArguments {
  ConfigArguments config;  ///< without a file: what the recording says of itself
  std::filesystem::path directory;
  double speed = 1;
  std::filesystem::path ports_file;
};
/// Serves a recording.
int replay_command(const ReplayArguments& arguments);

/// Reads every page of the data folder's files, also beside a running server; exit_failure when one
/// is damaged.
int store_check_command(const ConfigArguments& arguments);
/// Gives the room of deleted rows back; no server is running on the folder.
int store_compact_command(const ConfigArguments& arguments);
/// Copies the data folder's files into another folder, also beside a running server.
int store_backup_command(const ConfigArguments& arguments, const std::filesystem::path& into);

struct ExportArguments {
  ConfigArguments config;
  std::vector<std::string> pairs;  ///< none: all
  std::string from;                ///< a date or an instant; empty: the first point
  std::string to;                  ///< the same, a date with its whole day; empty: the last point
  std::string format = "csv";
  std::string file;  ///< "-" or empty is standard output
};
/// Writes the points of history, also beside a running server.
int export_command(const ExportArguments& arguments);

struct ImportArguments {
  ConfigArguments config;
  std::string file;  ///< "-" is standard input
  std::string format = "csv";
};
/// Reads points into the history; no server is running on the folder. exit_failure when lines could
/// not be read: each is named, the others are imported.
int import_command(const ImportArguments& arguments);

struct BackfillArguments {
  ConfigArguments config;
  int days = 30;
  std::string feed;  ///< empty: every feed whose preset says where its past is had
};
/// Loads the past of feeds into the store of a configuration that no server uses, without serving.
int backfill_command(const BackfillArguments& arguments);

/// Asks the operations listener of a server with this configuration whether it is ready.
int healthcheck_command(const ConfigArguments& arguments);
/// Asks a running server how a pair came to its number; prints sentences, or its JSON.
int explain_command(const ConfigArguments& arguments, const std::string& pair, bool json);
/// Has a running server let the held value of a pair out; prints its rate.
int release_command(const ConfigArguments& arguments, const std::string& pair);
struct TokenArguments {
  std::string name = "unnamed";
  std::vector<std::string> scopes;
};
/// Makes a token of random bytes: itself to standard output, its entry for the configuration to
/// standard error.
int token_command(const TokenArguments& arguments);
/// The JSON Schema of the configuration.
int schema_command();
int version_command(bool json);

}  // namespace tickerd::app
