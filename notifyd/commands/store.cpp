// notifyd store check|backup|restore: the health of the store, and a copy of it while deliveries run.

#include <filesystem>
#include <iostream>

#include "notifyd/command.hpp"
#include "notifyd/control.hpp"
#include "store/engines/sqlite/engine.hpp"

namespace notifyd {
namespace {

void check(CommandLine& line) {
  const auto reply = Control(line).call("POST", "/v1/store/check");
  if (!reply.is_good() || line.json) return show(line, reply);
  const auto& faults = reply.body.at("faults").as_array();
  for (const auto& fault : faults) std::cout << std::string_view(fault.as_string()) << '\n';
  if (faults.empty()) std::cout << "The store is sound.\n";
  line.exit_code = faults.empty() ? exit_ok : exit_data;
}

void set_up(base::Verb program, CommandLine& line) {
  auto folder = std::make_shared<std::string>();  // shared by the callbacks, which the program keeps
  auto backup_folder = std::make_shared<std::string>();
  auto store = program.verb("store", "Check and copy the store").needs_verb();
  store.verb("check", "Verify every invariant; exit 65 if one is broken").action([&line] { check(line); });
  auto backup = store.verb("backup", "Copy the store into a new folder, while deliveries run");
  backup
      .option("FOLDER", *folder,
              "Where to, on the machine of the server and written by its user; empty or not there")
      .required();
  backup.action([&line, folder] {
    call_and_print(line, "POST", "/v1/store/backup",
                   {{"folder", folder->empty() ? "" : std::filesystem::absolute(*folder).string()}});
  });
  auto restore = store.verb("restore", "Make the store anew from a backup; no server may be running");
  restore.option("FOLDER", *backup_folder, "The backup").required();
  restore.action([&line, backup_folder] {
    const auto folder = line.settings().server.data_dir;
    store::sqlite::restore(*backup_folder, folder / "store");
    std::cout << "Restored.\n";
    if (const auto key = folder / "secrets.key"; !std::filesystem::exists(key))
      std::cout << "No backup holds the key of the secrets: put it back as " << key.string()
                << " before the start.\n";
  });
}

}  // namespace

extern const Command store_command{.set_up = set_up};

}  // namespace notifyd
