#include "bench/fanout/common/serve.hpp"
#include "bench/fanout/floor/floor.hpp"

int main(int count, char** arguments) {
  return tickerd::bench::serve<tickerd::bench::Floor>(count, arguments);
}
