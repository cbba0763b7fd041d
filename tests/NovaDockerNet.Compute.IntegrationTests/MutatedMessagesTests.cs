using System.Diagnostics;
using System.Globalization;
using NovaDockerNet.TestKit;
using Xunit.Abstractions;

namespace NovaDockerNet.Compute.IntegrationTests;

/// <summary>
/// A hundred thousand damaged messages. NOVA_DOCKER_NET_FUZZ_SEED repeats a run, NOVA_DOCKER_NET_FUZZ_MESSAGES makes it longer or shorter.
/// </summary>
public sealed class MutatedMessagesTests(ITestOutputHelper output)
{
    private const int Batch = 500;
    private const long HeapGrowth = 48L << 20;
    private const long ResidentGrowth = 256L << 20;

    // A request that ran and failed is told of by its operation's filters too: the failure, the fault, the event and the state to put back.
    private const int LinesOfOneRequest = 8;

    [SkippableFact]
    public async Task The_service_lives_answers_calls_and_refuses_the_rest_with_a_line_each()
    {
        Skip.If(Environment.GetEnvironmentVariable("NOVA_DOCKER_NET_FUZZ_MESSAGES") is null, "needs NOVA_DOCKER_NET_FUZZ_MESSAGES, the number of messages (100000): missing");
        await using var broker = await RabbitMqServer.StartAsync();
        var log = new CountingLoggers();
        await using var compute = await ComputeUnderTest.StartAsync(broker, log);
        var seed = Setting("NOVA_DOCKER_NET_FUZZ_SEED", Random.Shared.Next());
        var messages = Setting("NOVA_DOCKER_NET_FUZZ_MESSAGES", 100_000);
        Console.WriteLine($"mutated messages: NOVA_DOCKER_NET_FUZZ_SEED={seed}");
        output.WriteLine($"NOVA_DOCKER_NET_FUZZ_SEED={seed}");
        var mutator = new MessageMutator(seed, compute.ReplyQueue);
        var clock = Stopwatch.StartNew();

        // What can only be refused: exactly a line for each.
        foreach (var refused in (Func<MutatedMessage>[])[mutator.Garbage, mutator.UnknownMethod, mutator.UnknownVersion, mutator.WrongArguments])
        {
            var before = log.Lines;
            var sent = await SendAsync(compute, mutator, refused, log, seed);
            Assert.True(log.Lines - before == sent, $"seed {seed}: {log.Lines - before} lines for {sent} messages:\n{string.Join('\n', log.Last)}");
        }

        (long Heap, long Resident)? early = null;
        var total = 4 * Batch;
        var kinds = new SortedDictionary<string, int>();
        while (total < messages)
        {
            total += await SendAsync(compute, mutator, mutator.Next, log, seed, kinds);
            if (early is null && total >= messages / 5)
                early = Memory();
        }
        var late = Memory();
        output.WriteLine($"{total} messages in {clock.Elapsed.TotalSeconds:0} s, {log.Lines} log lines, longest {log.Longest} characters");
        output.WriteLine(string.Join(", ", kinds.Select(kind => $"{kind.Key} {kind.Value}")));
        output.WriteLine($"heap {early!.Value.Heap >> 20} -> {late.Heap >> 20} MB, resident {early.Value.Resident >> 20} -> {late.Resident >> 20} MB");
        Assert.True(late.Heap - early.Value.Heap < HeapGrowth, $"seed {seed}: the heap grew from {early.Value.Heap} to {late.Heap} bytes");
        Assert.True(late.Resident - early.Value.Resident < ResidentGrowth, $"seed {seed}: resident from {early.Value.Resident} to {late.Resident} bytes");
        Assert.Equal(0, compute.IntentFiles);
    }

    private static async Task<int> SendAsync(
        ComputeUnderTest compute, MessageMutator mutator, Func<MutatedMessage> next, CountingLoggers log, int seed, SortedDictionary<string, int>? kinds = null)
    {
        compute.Forget(mutator.Instances);
        log.ForgetRequests();
        var sent = new List<MutatedMessage>(Batch);
        for (var i = 0; i < Batch; i++)
        {
            var message = next();
            sent.Add(message);
            if (kinds is not null)
                kinds[message.Kind] = kinds.GetValueOrDefault(message.Kind) + 1;
            await compute.SendAsync(message.Body);
        }
        await compute.SettleAsync();

        var unanswered = sent.Where(m => m.MustAnswer is { } id && !compute.Answers.ContainsKey(id)).ToList();
        Assert.True(unanswered.Count == 0, $"seed {seed}: {unanswered.Count} calls without an answer ({string.Join(", ", unanswered.Select(m => m.Kind))}), the first ({unanswered.FirstOrDefault()?.Kind}): "
            + $"{Text(unanswered.FirstOrDefault())}\n{string.Join('\n', log.Last)}");
        // Ids that were damaged can be the same.
        var twice = sent.Select(m => m.MustAnswer).OfType<string>().Distinct().Where(id => compute.Answers.GetValueOrDefault(id) > 1).ToList();
        Assert.True(twice.Count == 0, $"seed {seed}: answered more than once: {string.Join(", ", twice)}");
        var loud = sent.Where(m => m.RefusedRequest is { } request && log.LinesOf(request) != 1).ToList();
        Assert.True(loud.Count == 0, $"seed {seed}: {loud.Count} refused requests with other than one line, the first ({loud.FirstOrDefault()?.Kind}): "
            + $"{Text(loud.FirstOrDefault())}\n{string.Join('\n', log.Last)}");
        Assert.True(log.Most <= LinesOfOneRequest, $"seed {seed}: {log.Most} lines for one request:\n{string.Join('\n', log.Last)}");
        return sent.Count;
    }

    private static (long Heap, long Resident) Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return (heap, process.WorkingSet64);
    }

    private static string Text(MutatedMessage? message) =>
        message is null ? "" : System.Text.Encoding.Latin1.GetString(message.Body.AsSpan(0, Math.Min(message.Body.Length, 1_500)));

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
