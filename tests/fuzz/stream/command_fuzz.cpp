#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "rates/time.hpp"
#include "stream/wire.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// Whatever a client sends gives a command or an error that says why, and its id can be echoed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tickerd::stream;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto command = wire::parse_command(text);
  if (!command) {
    require(!command.error().detail.empty());
    const auto answer = wire::error("", "bad_document", command.error().detail, false, {});
    require(nlohmann::json::accept(answer));
    return 0;
  }
  require(nlohmann::json::accept(text));
  const auto id = std::visit([](const auto& read) { return read.id; }, *command);
  require(nlohmann::json::accept(wire::pong(id, tickerd::rates::Timestamp())));
  return 0;
}
