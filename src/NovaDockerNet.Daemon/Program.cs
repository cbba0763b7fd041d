Console.WriteLine("nova-docker-net");
