using System.Diagnostics;
using System.Globalization;
using NovaDockerNet.TestKit;
using Xunit.Abstractions;

namespace NovaDockerNet.Compute.IntegrationTests;

/// <summary>
/// Damaged messages at the consumer: a few thousand, the same in each run. NOVA_DOCKER_NET_FUZZ_MESSAGES asks for more, and then for others each
/// time; NOVA_DOCKER_NET_FUZZ_SEED repeats a run.
/// </summary>
public sealed class MutatedMessagesTests(ITestOutputHelper output)
{
    private const int Batch = 500;
    private const int Few = 6_000;
    private const int SeedOfFew = 20_231_128;

    // What the fakes and the log remember is forgotten before each look. What grows then is the shared pool of arrays: huge messages fill it, up
    // to a bound of its own, with arrays of up to a megabyte; the number of objects does not grow.
    private const long HeapGrowth = 40L << 20;
    private const long ResidentGrowth = 256L << 20;

    // A request that ran and failed is told of by its operation's filters too: the failure, the fault, the event and the state to put back.
    private const int LinesOfOneRequest = 8;

    [SkippableFact]
    public async Task The_service_lives_answers_calls_and_refuses_the_rest_with_a_line_each()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        var log = new CountingLoggers();
        await using var compute = await ComputeUnderTest.StartAsync(broker, log);
        var messages = Setting("NOVA_DOCKER_NET_FUZZ_MESSAGES");
        var seed = Setting("NOVA_DOCKER_NET_FUZZ_SEED") ?? (messages is null ? SeedOfFew : Random.Shared.Next());
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
        while (total < (messages ?? Few))
        {
            total += await SendAsync(compute, mutator, mutator.Next, log, seed, kinds);
            if (total >= (messages ?? Few) / 2)
                early ??= Memory(compute, mutator, log);
        }
        var late = Memory(compute, mutator, log);
        output.WriteLine($"{total} messages in {clock.Elapsed.TotalSeconds:0} s, {log.Lines} log lines");
        output.WriteLine($"the longest has {log.Longest.Length} characters: {log.Longest[..Math.Min(log.Longest.Length, 200)]}");
        output.WriteLine(string.Join(", ", kinds.Select(kind => $"{kind.Key} {kind.Value}")));
        output.WriteLine($"heap {early!.Value.Heap >> 10} -> {late.Heap >> 10} KB, resident {early.Value.Resident >> 20} -> {late.Resident >> 20} MB");
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
        var notOne = sent.Where(m => m is { Refused: true, Request: { } request } && log.LinesOf(request).Count != 1).ToList();
        Assert.True(notOne.Count == 0, $"seed {seed}: {notOne.Count} refused requests with other than one line, the first ({notOne.FirstOrDefault()?.Kind}): "
            + $"{Text(notOne.FirstOrDefault())}\n{string.Join('\n', log.Last)}");
        // By the ids they were made with: odd ones, as "-1", are those of several messages.
        var loud = sent.Where(m => m.Request is { } request && log.LinesOf(request).Count > LinesOfOneRequest).ToList();
        Assert.True(loud.Count == 0, $"seed {seed}: {loud.Count} requests with more than {LinesOfOneRequest} lines, the first ({loud.FirstOrDefault()?.Kind}): "
            + $"{Text(loud.FirstOrDefault())}\n{string.Join('\n', log.LinesOf(loud.FirstOrDefault()?.Request))}");
        return sent.Count;
    }

    private static (long Heap, long Resident) Memory(ComputeUnderTest compute, MessageMutator mutator, CountingLoggers log)
    {
        compute.Forget(mutator.Instances);
        log.ForgetRequests();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return (heap, process.WorkingSet64);
    }

    private static string Text(MutatedMessage? message) =>
        message is null ? "" : System.Text.Encoding.Latin1.GetString(message.Body.AsSpan(0, Math.Min(message.Body.Length, 1_500)));

    private static int? Setting(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
