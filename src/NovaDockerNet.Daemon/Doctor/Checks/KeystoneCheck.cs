using NovaDockerNet.OpenStack;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>The credentials of every group get a token.</summary>
/// <param name="logins">Group and what gets its token.</param>
internal sealed class KeystoneCheck(IReadOnlyList<(string Group, string AuthUrl, Func<CancellationToken, Task> GetToken)> logins) : Check(CheckNames.Keystone)
{
    public override async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var tried = await Task.WhenAll(logins.Select(async login => (login.Group, login.AuthUrl, Problem: await TryAsync(login.GetToken, cancellationToken))));
        List<Finding> findings =
        [
            .. tried.Where(static one => one.Problem is not null).Select(static one => one.Problem is OpenStackHttpException { Status: System.Net.HttpStatusCode.Unauthorized }
                ? Finding.Failure($"[{one.Group}] {one.Problem.Message}", $"correct username, password, project and domains in [{one.Group}]")
                : Finding.Failure($"[{one.Group}] {one.Problem!.Message}", $"is Keystone running, and is auth_url = {one.AuthUrl} of [{one.Group}] right?")),
        ];
        var good = tried.Where(static one => one.Problem is null).Select(static one => $"[{one.Group}]").ToList();
        if (good.Count > 0)
            findings.Insert(0, Finding.Ok($"tokens for {string.Join(", ", good)}"));
        return findings;
    }

    private static async Task<Exception?> TryAsync(Func<CancellationToken, Task> getToken, CancellationToken cancellationToken)
    {
        try
        {
            await getToken(cancellationToken);
            return null;
        }
        catch (OpenStackException problem)
        {
            return problem;
        }
    }
}
