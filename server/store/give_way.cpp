#include "store/give_way.hpp"

#include <pthread.h>
#include <sched.h>

namespace tickerd::store {

void give_way() noexcept {
  const sched_param none{};
  (void)::pthread_setschedparam(::pthread_self(), SCHED_IDLE, &none);
}

}  // namespace tickerd::store
