namespace NovaDockerNet.Compute.IntegrationTests;

/// <summary>A message made from a recorded one.</summary>
/// <param name="Kind">How it was changed, for failure messages.</param>
/// <param name="MustAnswer">Its _msg_id when it still is a call that has a place for the answer; null where that is not known.</param>
/// <param name="Request">The request id it was made with; damage can have given it another.</param>
/// <param name="Refused">It must be refused before anything of it runs.</param>
sealed record MutatedMessage(string Kind, byte[] Body, string? MustAnswer = null, string? Request = null, bool Refused = false);
