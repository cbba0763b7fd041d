using System.Text;
using NovaDockerNet.Compute.Faults;
using NovaDockerNet.Objects.Exceptions;
using Xunit;

namespace NovaDockerNet.Compute.Tests.Faults;

public sealed class InstanceFaultsTests
{
    [Fact]
    public void Messages_fit_the_column_and_stay_readable()
    {
        var text = new string('a', 254) + "é" + "rest";
        var cut = InstanceFaults.Truncate(text);
        Assert.Equal(new string('a', 254), cut);
        Assert.True(Encoding.UTF8.GetByteCount(cut) <= 255);
        Assert.Equal("short", InstanceFaults.Truncate("short"));
    }

    [Fact]
    public void Only_novas_own_texts_are_for_users()
    {
        Assert.Equal("Instance u could not be found.", InstanceFaults.MessageOf(new InstanceNotFound("u")));
        Assert.Equal("InvalidOperationException", InstanceFaults.MessageOf(new InvalidOperationException("secret path")));
        Assert.Equal("NotImplementedError", InstanceFaults.MessageOf(new NotImplementedException()));
    }

    [Fact]
    public void A_failure_is_rebuilt_by_the_caller_from_class_and_keyword_arguments()
    {
        var failure = new NovaFailure(new ImageUnacceptable("i", "why"));
        Assert.Equal(("ImageUnacceptable", "nova.exception"), (failure.Class, failure.Module));
        Assert.Equal("why", (string?)failure.Kwargs["reason"]);
        Assert.Equal("Image i is unacceptable: why", (string?)failure.Args[0]);
    }
}
