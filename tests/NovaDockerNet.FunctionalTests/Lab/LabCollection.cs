namespace NovaDockerNet.FunctionalTests.Lab;

/// <summary>One test at a time: each compares the host before and after.</summary>
[CollectionDefinition(Name)]
public sealed class LabCollection : ICollectionFixture<LabSession>
{
    public const string Name = "lab";
}
