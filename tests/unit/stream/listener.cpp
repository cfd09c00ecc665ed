#include "unit/stream/listener.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickerd::stream::test {

using nlohmann::json;

std::string message_of(const Frame& frame) {
  if (frame[0] != '\x81') {
    const auto from = frame.find("data: ") + 6;
    return frame.substr(from, frame.size() - 2 - from);
  }
  const int length = static_cast<unsigned char>(frame[1]);
  return frame.substr(length <= 125 ? 2 : length == 126 ? 4 : 10);
}

std::string line_of(const Frame& frame) {
  const auto message = json::parse(message_of(frame));
  std::string line = message["type"];
  line += ' ';
  if (message.contains("epoch")) line += message["epoch"].get<std::string>() + ":";
  line += message["seq"].dump();
  if (message.contains("prev")) line += "<" + message["prev"].dump();
  if (message.contains("resumed")) line += message["resumed"] ? " resumed" : " whole";
  if (!message.contains("rates")) return line;
  std::string rates;
  for (const auto& rate : message["rates"]) {
    rates += fmt::format("{}{}={}@{}", rates.empty() ? "" : " ", rate["pair"].get<std::string>(),
                         rate["rate"].get<std::string>(), rate["seq"].dump());
  }
  return line + " [" + rates + "]";
}

std::string sorted_json(const std::string& text) { return json::parse(text).dump(); }

bool Listener::deliver(const FramePtr& frame) {
  if (busy) return false;
  frames.push_back(frame);
  const auto act = on_deliver;  // it may end this listener
  if (act) act();
  return true;
}

std::vector<std::string> Listener::lines() {
  std::vector<std::string> all;
  for (const auto& frame : std::exchange(frames, {})) all.push_back(line_of(*frame));
  return all;
}

bool ModelClient::deliver(const FramePtr& frame) {
  if (busy) return false;
  const auto message = json::parse(message_of(*frame));
  const auto fault = [&](const char* what) {
    faults.push_back(fmt::format("{} (was at {}:{}): {}", what, epoch, seq, message.dump()));
  };
  ++messages;
  const std::string type = message["type"];
  const std::uint64_t now = message["seq"];
  if (type == "snapshot") {
    const bool resumed = message["resumed"];
    if (resumed && message["epoch"] != epoch) fault("resumed in another epoch");
    if (!resumed) rates.clear();
  } else {
    if (!connected_) fault("nothing may come before the snapshot");
    if (message["prev"] != seq) fault("gap");
    if (message.value("epoch", epoch) != epoch) fault("another epoch without a snapshot");
  }
  if (message.value("epoch", epoch) == epoch && now < seq) fault("seq went back");
  connected_ = true;
  epoch = message.value("epoch", epoch);
  seq = now;
  if (!message.contains("rates")) return true;
  if (type == "update" && message["rates"].empty()) fault("an update of nothing");
  for (const auto& rate : message["rates"]) {
    if (rate["seq"] > now) fault("a rate newer than its message");
    rates[rate["pair"]] = rate.dump();
  }
  return true;
}

}  // namespace tickerd::stream::test
