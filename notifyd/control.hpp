// How the command line reaches the store: by the running server's control socket, or by opening the store
// itself.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "notifyd/command.hpp"

namespace notifyd {

/// The control socket in the data folder: HTTP with the /v1 routes, for whoever may open it.
std::filesystem::path control_socket(const Settings& settings);

/// There is nobody to ask: no server and no store, or a server that does not answer.
class Unreachable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Control {
 public:
  /// Reads the configuration. The server is reached, or the store's lock taken and the store opened, when it
  /// is first needed; that throws std::runtime_error with what to do about it.
  explicit Control(const CommandLine& line);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  /// False: the store is ours while this lives.
  [[nodiscard]] bool server_runs();
  /// False: neither a server nor a store is there yet, and only the first account makes one.
  [[nodiscard]] bool has_store() const;

  struct Reply {
    int status = 0;
    boost::json::value body;
    [[nodiscard]] bool is_good() const { return status / 100 == 2; }
  };
  /// Path segments that come from people go through segment().
  Reply call(std::string method, const std::string& path, const boost::json::object& body = {});

 private:
  void open();
  struct State;
  std::unique_ptr<State> state_;
};

/// Percent-encoded for a path.
std::string segment(std::string_view text);

/// Calls, prints what came (or the problem, to standard error) and sets the exit code.
void call_and_print(CommandLine& line, std::string method, const std::string& path,
                    const boost::json::object& body = {});

/// The same for a route that answers a page at a time (`path` without a query): its pages are printed as one.
/// A page's member `next` goes on in the parameter `from`, "after" or "before".
void print_pages(CommandLine& line, const std::string& path, std::string_view from);

/// Prints a reply as the command line does, and sets the exit code.
void show(CommandLine& line, const Control::Reply& reply);

}  // namespace notifyd
