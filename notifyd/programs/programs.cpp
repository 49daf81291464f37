// Programs of the administrator. Their names come checked (sieve/programs.cpp): none leads out of the folder.

#include "notifyd/programs/programs.hpp"

#include <unistd.h>
#include <utility>

#include "base/text.hpp"
#include "net/on.hpp"

namespace notifyd::programs {

ProgramSettings read_programs(base::Config& config) {
  ProgramSettings out;
  auto section = config.section("sieve.programs");
  out.folder = section.text("folder");
  if (!out.folder.empty() && (!out.folder.is_absolute() || ::access(out.folder.c_str(), X_OK) != 0))
    section.fault("folder", "cannot look into " + out.folder.string() +
                                ": give the absolute path of a folder that this user may search");
  out.patience = section.duration("patience", out.patience);
  out.memory = section.size("memory", out.memory);
  out.output = section.size("output", out.output);
  if (out.patience < std::chrono::milliseconds(100) || out.patience > std::chrono::minutes(10))
    section.fault("patience", "expected from \"100ms\" to \"10m\": a sender waits for it");
  if (out.memory < 16U << 20U) section.fault("memory", "\"16M\" at least: less, and few programs begin");
  if (out.output < 1024) section.fault("output", "\"1K\" at least");
  out.at_once = static_cast<unsigned>(section.number("at_once", out.at_once, 1, 64));
  return out;
}

std::shared_ptr<const sieve::Converters> read_converters(base::Config& config,
                                                         const ProgramSettings& programs) {
  auto converters = std::make_shared<sieve::Converters>();
  for (const auto& name : config.subsections("sieve.converter")) {
    auto section = config.section("sieve.converter." + name);
    sieve::Converter& one = converters->emplace_back();
    one.from = base::text::lowered(section.text("from"));
    one.to = base::text::lowered(section.text("to"));
    one.program = section.text("program");
    for (const auto& parameter : section.texts("parameters"))
      one.parameters.push_back(base::text::lowered(parameter));
    const auto is_of_leaf = [](const std::string& type) {
      return sieve::is_media_type(type) && !sieve::is_composite(type);
    };
    if (!is_of_leaf(one.from)) section.fault("from", "expected a media type such as \"image/tiff\"");
    if (!is_of_leaf(one.to)) section.fault("to", "expected a media type such as \"image/jpeg\"");
    for (const auto& parameter : one.parameters)
      if (parameter.empty() || parameter.find_first_of("= \r\n") != std::string::npos)
        section.fault("parameters", "names alone, such as \"pix-x\"");
    if (one.program.find('/') != std::string::npos ||
        ::access((programs.folder / one.program).c_str(), X_OK) != 0 || programs.folder.empty() ||
        one.program.empty())
      section.fault("program", "there is no program of that name in sieve.programs.folder");
  }
  return converters->empty() ? nullptr : converters;
}

Programs::Programs(ProgramSettings settings, std::string host, base::Log log)
    : settings_(std::move(settings)),
      host_(std::move(host)),
      log_(std::move(log)),
      pool_(settings_.at_once),
      later_pool_(settings_.at_once) {}

net::Task<base::ProgramEnded> Programs::run(Call call, net::Pool& pool, bool keeps_output) {
  call.environment.emplace_back("PATH=/usr/local/bin:/usr/bin:/bin");
  call.environment.push_back("HOST=" + host_);
  const auto work = [&] {
    return base::run_program({.path = settings_.folder / call.program,
                              .arguments = call.arguments,
                              .environment = call.environment,
                              .input = call.input.view(),
                              .patience = settings_.patience,
                              .keeps_output = keeps_output,
                              .output_limit = settings_.output,
                              .memory_limit = settings_.memory});
  };
  auto ended = co_await net::on(pool.executor(), work);
  const std::string how = ended.fault.empty() ? "exit code " + std::to_string(ended.code) : ended.fault;
  log_.info("program", {{"program", call.program}, {"ended", how}});
  if (!ended.error.empty())
    log_.debug("program_said", {{"program", call.program}, {"text", base::text::to_valid_utf8(ended.error)}});
  co_return ended;
}

net::Task<base::ProgramEnded> Programs::run_later(Call call) {
  return run(std::move(call), later_pool_, false);
}

net::Task<std::optional<std::string>> Programs::answer(sieve::ProgramRun asked) {
  auto ended = co_await run({.program = std::move(asked.program),
                             .arguments = std::move(asked.arguments),
                             .environment = std::move(asked.environment),
                             .input = std::move(asked.input)},
                            pool_, true);
  if (!ended.succeeded()) co_return std::nullopt;
  co_return std::move(ended.output);
}

}  // namespace notifyd::programs
