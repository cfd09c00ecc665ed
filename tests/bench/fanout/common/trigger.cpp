#include "bench/fanout/common/trigger.hpp"

#include <csignal>

namespace tickerd::bench {
namespace {

volatile std::sig_atomic_t triggered = 0;

void on_signal(int) { triggered = 1; }

}  // namespace

void await_trigger() { std::signal(SIGUSR2, on_signal); }

bool is_triggered() noexcept { return triggered != 0; }

}  // namespace tickerd::bench
