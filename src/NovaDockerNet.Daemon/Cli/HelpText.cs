namespace NovaDockerNet.Daemon.Cli;

internal static class HelpText
{
    public const string Usage =
        """
        nova-docker-net: a nova-compute whose servers are Docker containers

        Usage: nova-docker-net [VERB] [OPTIONS]

        Verbs:
          serve           run the compute service (default)
          doctor          examine this host and the services it needs; exit code 0: all well, 1: warnings, 2: failures,
                          130: interrupted
          sample-config   print a commented nova.conf with every option
          fault-points    print the points at which a test can kill the service (NOVA_DOCKER_NET_FAULT_POINT)
          version         print the version

        Options:
          --config-file PATH   a configuration file; may be given several times, later ones win
          --config-dir PATH    a folder whose *.conf files are read in the order of their names
          --debug, -d          log at level DEBUG
          --json               doctor: print JSON
          --fix                doctor: remove leftovers after showing them; asks first, unless --yes
          --timeout SECONDS    doctor: how long each check may take (default 10); they run side by side
          --help, -h           this text

        Without --config-file and --config-dir the first nova.conf and the first nova-docker-net.conf found in ~/.nova, ~, /etc/nova
        and /etc are read, then the folders nova.conf.d and nova-docker-net.conf.d found likewise, as oslo.config does.

        """;
}
