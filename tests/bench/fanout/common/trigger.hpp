#pragma once

namespace tickerd::bench {

/// Makes SIGUSR2 mean "begin to publish" in place of "die". Call it before anything else: who sends
/// the signal does not wait for it to be heard.
void await_trigger();
/// Whether the signal has come.
bool is_triggered() noexcept;

}  // namespace tickerd::bench
