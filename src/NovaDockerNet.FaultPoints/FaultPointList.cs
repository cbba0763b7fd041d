namespace NovaDockerNet.FaultPoints;

/// <summary>The points of one project, numbered within their operation in the order in which they are added.</summary>
public sealed class FaultPointList
{
    private readonly List<FaultPoint> _points = [];

    public IReadOnlyList<FaultPoint> Points => _points;

    /// <param name="step">What has just been done when the point is reached.</param>
    public FaultPoint Add(string operation, string step)
    {
        var point = new FaultPoint(operation, _points.Count(p => p.Operation == operation) + 1, step);
        _points.Add(point);
        return point;
    }
}
