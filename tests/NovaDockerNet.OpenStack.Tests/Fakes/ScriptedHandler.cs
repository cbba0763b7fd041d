using System.Net;
using System.Text;

namespace NovaDockerNet.OpenStack.Tests.Fakes;

/// <summary>Answers requests from a script and keeps what was asked.</summary>
sealed class ScriptedHandler : HttpMessageHandler
{
    readonly Lock _lock = new();
    readonly List<SentRequest> _sent = [];
    readonly Queue<Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>> _script = [];

    internal IReadOnlyList<SentRequest> Sent
    {
        get
        {
            lock (_lock)
                return [.. _sent];
        }
    }

    /// <summary>Answers when the script has run out.</summary>
    internal Func<SentRequest, HttpResponseMessage>? Always { get; set; }

    internal ScriptedHandler Then(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers) =>
        Then((_, _) => Task.FromResult(Response(status, body, headers)));

    internal ScriptedHandler Throws(Exception e) => Then((_, _) => Task.FromException<HttpResponseMessage>(e));

    internal ScriptedHandler Then(Func<SentRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        lock (_lock)
            _script.Enqueue(answer);
        return this;
    }

    internal static HttpResponseMessage Response(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = new SentRequest(
            request.Method.Method, request.RequestUri!,
            request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        Func<SentRequest, CancellationToken, Task<HttpResponseMessage>>? answer;
        lock (_lock)
        {
            _sent.Add(sent);
            _script.TryDequeue(out answer);
        }

        var response = answer is not null ? await answer(sent, cancellationToken)
            : Always?.Invoke(sent) ?? throw new InvalidOperationException($"nothing scripted for {sent.Method} {sent.Uri}");
        response.RequestMessage = request;
        return response;
    }
}
