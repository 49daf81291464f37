# What `cmake --install` puts where. Unit and completion are made for the prefix that is installed to.
include(GNUInstallDirs)

install(TARGETS program_notifyd program_sievetool RUNTIME)
install(FILES packaging/man/notifyd.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
install(FILES packaging/man/sievetool.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES packaging/notifyd.toml packaging/connectors/kannel.toml DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES README.md CHANGELOG.md docs/openapi.json DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(CODE "set(source \"${CMAKE_SOURCE_DIR}\")")
install(CODE [[
  set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
  file(READ "${source}/packaging/systemd/notifyd.service" unit)
  string(REPLACE "/usr/bin/notifyd" "${CMAKE_INSTALL_PREFIX}/bin/notifyd" unit "${unit}")
  file(WRITE "${root}/lib/systemd/system/notifyd.service" "${unit}")
  foreach(place bash=share/bash-completion/completions/notifyd zsh=share/zsh/site-functions/_notifyd
                fish=share/fish/vendor_completions.d/notifyd.fish)
    string(REPLACE "=" ";" place "${place}")
    list(GET place 0 shell)
    list(GET place 1 file)
    execute_process(COMMAND "${root}/bin/notifyd" completion ${shell} OUTPUT_VARIABLE script COMMAND_ERROR_IS_FATAL ANY)
    file(WRITE "${root}/${file}" "${script}")
  endforeach()
]])
