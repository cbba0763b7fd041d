using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Exceptions;

/// <summary>What travels of a nova exception: the finished message, its HTTP-like code and the keyword arguments of its format.</summary>
public sealed record ExceptionDetails(string Message, int Code, JObject Kwargs);
