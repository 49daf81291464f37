// sievetool: checks Sieve scripts and tries them out, without a server.

#include "sievetool/command.hpp"

int main(int count, char** arguments) {
  return sievetool::call({arguments + 1, arguments + count});
}
