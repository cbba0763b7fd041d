using NovaDockerNet.Daemon.Cli;

return await Verbs.RunAsync(args, Console.Out, Console.Error);
