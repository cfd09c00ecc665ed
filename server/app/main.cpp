#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config.hpp"

namespace {

using namespace tickerd;

void add_config_options(CLI::App& command, app::ConfigArguments& config) {
  command.add_option("-c,--config", config.file,
                     "Configuration file (default: $TICKERD_CONFIG, ./tickerd.json, "
                     "$XDG_CONFIG_HOME/tickerd/tickerd.json, /etc/tickerd/tickerd.json, else the "
                     "embedded demo)");
  command.add_option("--set", config.overrides, "Override one key: --set listen.port=0")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void add_record(CLI::App& cli, app::RecordArguments& arguments) {
  auto* command = cli.add_subcommand("record", "Keep all that the feeds answer, to be replayed");
  add_config_options(*command, arguments.config);
  command->add_option("-d,--dir", arguments.directory, "Folder of the recording")->required();
  command
      ->add_option("--max-bytes", arguments.max_bytes,
                   "Bytes to keep of each feed, the newest; default 268435456")
      ->check(CLI::Range(std::uintmax_t{65'536}, std::uintmax_t{1} << 50U));
  command->add_option("--max-age", arguments.max_age, "Keep no answer for longer; default 30d")
      ->type_name("DURATION");
  command->add_option("--for", arguments.duration, "End by itself after this time")
      ->type_name("DURATION");
}

void add_replay(CLI::App& cli, app::ReplayArguments& arguments) {
  auto* command = cli.add_subcommand("replay", "Serve a recording in its own time or faster");
  command->add_option("-c,--config", arguments.config.file,
                      "Configuration file; its feeds are played from the recording (default: the "
                      "pairs and feeds that were recorded)");
  command->add_option("--set", arguments.config.overrides, "Override one key: --set listen.port=0")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("-d,--dir", arguments.directory, "Folder of the recording")->required();
  command->add_option("--speed", arguments.speed, "Times as fast as recorded; default 1")
      ->check(CLI::Range(0.001, 1'000'000.0));
  command->add_option("--ports-file", arguments.ports_file,
                      "Write the ports in use to FILE as {\"listen\": N, \"operations\": N}");
}

void add_export(CLI::App& cli, app::ExportArguments& arguments) {
  auto* command = cli.add_subcommand("export", "Write the points of history");
  add_config_options(*command, arguments.config);
  command->add_option("--pair", arguments.pairs, "KGS/USD; may be repeated (default: all)")
      ->allow_extra_args(false);
  command->add_option("--from", arguments.from, "First date or instant");
  command->add_option("--to", arguments.to, "Last date, with its whole day, or instant");
  command->add_option("--format", arguments.format, "csv or ndjson; default csv");
  command->add_option("-o,--output", arguments.file, "File to write (default: standard output)");
}

void add_import(CLI::App& cli, app::ImportArguments& arguments) {
  auto* command = cli.add_subcommand("import", "Read points into the history");
  add_config_options(*command, arguments.config);
  command->add_option("file", arguments.file, "File to read (- is standard input)")->required();
  command->add_option("--format", arguments.format, "csv or ndjson; default csv");
}

/// What `tickerd store` is told.
struct StoreArguments {
  app::ConfigArguments config;
  std::string backup_folder;
};

void add_store(CLI::App& cli, StoreArguments& arguments) {
  auto* command = cli.add_subcommand("store", "About the files of the data folder");
  command->require_subcommand(1);
  add_config_options(*command->add_subcommand("check", "Read every page of them"),
                     arguments.config);
  add_config_options(*command->add_subcommand("compact", "Give the room of deleted rows back"),
                     arguments.config);
  auto* backup = command->add_subcommand("backup", "Copy them while a server may be running");
  add_config_options(*backup, arguments.config);
  backup->add_option("folder", arguments.backup_folder, "Folder of the copies")->required();
}

int run_store(const CLI::App& command, const StoreArguments& arguments) {
  if (command.got_subcommand("check")) return app::store_check_command(arguments.config);
  if (command.got_subcommand("compact")) return app::store_compact_command(arguments.config);
  return app::store_backup_command(arguments.config, arguments.backup_folder);
}

void add_backfill(CLI::App& cli, app::BackfillArguments& arguments) {
  auto* command = cli.add_subcommand("backfill", "Load the past of the feeds into the store");
  add_config_options(*command, arguments.config);
  command->add_option("--days", arguments.days, "Days before today; default 30")
      ->check(CLI::Range(1, app::most_backfill_days));
  command->add_option("--feed", arguments.feed, "Only the feed of this name")->type_name("NAME");
}

void add_token(CLI::App& cli, app::TokenArguments& arguments) {
  auto* command = cli.add_subcommand("token", "Make a token, and its entry for \"access\"");
  command->add_option("--name", arguments.name, "Whose it is")->required();
  command->add_option("--scope", arguments.scopes, "read:*, read:KGS/USD or push:FEED; repeatable")
      ->required();
}

/// Declares the command line, reads it and runs the chosen subcommand.
int run(int argc, char** argv) {
  CLI::App cli("Self-hosted, real-time exchange-rate ticker", "tickerd");
  cli.require_subcommand(1);
  app::ConfigArguments config;
  app::FetchArguments fetch;
  app::RecordArguments record;
  app::ReplayArguments replay;
  app::ExportArguments exported;
  app::ImportArguments imported;
  StoreArguments store;
  app::BackfillArguments backfill;
  std::string ports_file;
  std::string pair;
  bool json = false;

  auto* serve = cli.add_subcommand("serve", "Run the server");
  add_config_options(*serve, config);
  serve->add_option("--ports-file", ports_file,
                    "Write the ports in use to FILE as {\"listen\": N, \"operations\": N}");
  auto* check = cli.add_subcommand("check", "Check a configuration and exit");
  add_config_options(*check, config);
  auto* fetcher = cli.add_subcommand("fetch", "Fetch a feed once and print its quotes");
  fetcher->add_option("preset", fetch.preset, "Name of a preset, or a preset file")->required();
  auto* url = fetcher->add_option("--url", fetch.url, "Ask this address in place of the preset's");
  fetcher->add_option("--body", fetch.body, "Read a saved body from FILE (- is standard input)")
      ->excludes(url);
  fetcher->add_option("--key-env", fetch.key_env, "Environment variable with the source's key");
  fetcher->add_flag("--json", fetch.json, "Print JSON");
  std::string preset_file;
  auto* presets = cli.add_subcommand("preset", "About presets, which say how a feed is read");
  presets->require_subcommand(1);
  auto* preset_check = presets->add_subcommand("check", "Check a preset file, say what it means");
  preset_check->add_option("file", preset_file, "A preset file, or a name")->required();
  auto* preset_list = presets->add_subcommand("list", "List the presets of the program");
  auto* healthcheck = cli.add_subcommand("healthcheck", "Ask a running server if it is ready");
  add_config_options(*healthcheck, config);
  auto* explainer = cli.add_subcommand("explain", "Show how a running server came to a rate");
  add_config_options(*explainer, config);
  explainer->add_option("pair", pair, "KGS/USD")->required();
  explainer->add_flag("--json", json, "Print JSON");
  app::TokenArguments token;
  auto* release = cli.add_subcommand("release", "Let the held value of a pair out");
  add_config_options(*release, config);
  release->add_option("pair", pair, "KGS/USD")->required();
  auto* settings = cli.add_subcommand("config", "About the configuration");
  settings->require_subcommand(1);
  auto* schema = settings->add_subcommand("schema", "Print the JSON Schema");
  add_backfill(cli, backfill);
  add_record(cli, record);
  add_replay(cli, replay);
  add_export(cli, exported);
  add_import(cli, imported);
  add_store(cli, store);
  add_token(cli, token);
  auto* version = cli.add_subcommand("version", "Print the version");
  version->add_flag("--json", json, "Print JSON");

  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? app::exit_ok : app::exit_usage;
  }
  if (serve->parsed()) return app::serve_command(config, ports_file);
  if (check->parsed()) return app::check_command(config);
  if (fetcher->parsed()) return app::fetch_command(fetch);
  if (preset_check->parsed()) return app::preset_check_command(preset_file);
  if (preset_list->parsed()) return app::preset_list_command();
  if (cli.got_subcommand("backfill")) return app::backfill_command(backfill);
  if (cli.got_subcommand("record")) return app::record_command(record);
  if (cli.got_subcommand("replay")) return app::replay_command(replay);
  if (cli.got_subcommand("export")) return app::export_command(exported);
  if (cli.got_subcommand("import")) return app::import_command(imported);
  if (cli.got_subcommand("store")) return run_store(*cli.get_subcommand("store"), store);
  if (healthcheck->parsed()) return app::healthcheck_command(config);
  if (explainer->parsed()) return app::explain_command(config, pair, json);
  if (release->parsed()) return app::release_command(config, pair);
  if (cli.got_subcommand("token")) return app::token_command(token);
  if (schema->parsed()) return app::schema_command();
  return app::version_command(json);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "tickerd: {}\n", error.what());
    return app::exit_failure;
  }
}
