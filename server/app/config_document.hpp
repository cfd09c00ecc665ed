#pragma once

#include <string>

namespace tickerd::app {

/// docs/configuration.md: every key with type, default, range and environment variable, made from
/// the option table.
std::string config_document();

/// The keys for `--help`: one line each, `listen.port=8080  TCP port; ...`.
std::string config_help();

/// Every environment variable, one line each: `TICKERD_LISTEN_PORT=8080  TCP port; ...`.
std::string environment_help();

}  // namespace tickerd::app
