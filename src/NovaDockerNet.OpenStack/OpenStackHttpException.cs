using System.Net;
using NovaDockerNet.OpenStack.Http;

namespace NovaDockerNet.OpenStack;

/// <summary>The service answered and refused. Carries what it said.</summary>
public sealed class OpenStackHttpException : OpenStackException
{
    /// <param name="status">HTTP status.</param>
    /// <param name="code">The service's own error name: Neutron's <c>type</c> ("OverQuota"), Placement's <c>code</c> ("placement.concurrent_update").</param>
    /// <param name="body">The response body as sent.</param>
    /// <param name="request">"PUT http://controller:9696/v2.0/ports/..."; the message begins with it.</param>
    /// <param name="requestId">The service's request id, which finds the story in its log.</param>
    public OpenStackHttpException(HttpStatusCode status, string? code, string body, string request = "", string? requestId = null)
        : base(Describe(status, code, body, request, requestId))
    {
        Status = status;
        Code = code;
        Body = body;
        RequestId = requestId;
        ServiceMessage = ErrorBody.MessageOf(body);
    }

    public HttpStatusCode Status { get; }

    public string? Code { get; }

    public string Body { get; }

    public string? RequestId { get; }

    /// <summary>The human sentence inside the body, without JSON or HTML around it.</summary>
    public string ServiceMessage { get; }

    /// <summary>The refused credentials were the configured ones, not a user's token.</summary>
    public bool WithOwnCredentials { get; init; }

    public bool IsNotFound => Status == HttpStatusCode.NotFound;

    public bool IsConflict => Status == HttpStatusCode.Conflict;

    static string Describe(HttpStatusCode status, string? code, string body, string request, string? requestId)
    {
        var text = ErrorBody.MessageOf(body);
        return $"{(request.Length == 0 ? "request" : request)}: {(int)status} {status}"
            + (code is null ? "" : $" {code}")
            + (text.Length == 0 ? "" : $": {text}")
            + (requestId is null ? "" : $" ({requestId})");
    }
}
