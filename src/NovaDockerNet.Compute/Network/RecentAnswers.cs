namespace NovaDockerNet.Compute.Network;

/// <summary>Answers good for everybody who asks the same within a few seconds: servers that are built at once ask about the same networks.</summary>
/// <param name="lifetime">Counted from the question.</param>
/// <param name="lasting">Which answers are kept: what was missing may be there a moment later.</param>
/// <param name="time">The clock.</param>
sealed class RecentAnswers<TKey, TAnswer>(TimeSpan lifetime, Predicate<TAnswer> lasting, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Question> _asked = [];

    /// <param name="key">All that the answer depends on.</param>
    /// <param name="ask">Not for one caller to cancel.</param>
    internal async Task<TAnswer> GetAsync(TKey key, Func<Task<TAnswer>> ask)
    {
        var own = new Question(time.GetTimestamp(), new(ask));
        Question? others;
        using (_gate.EnterScope())
        {
            foreach (var (old, question) in _asked)
            {
                if (time.GetElapsedTime(question.At) >= lifetime)
                    _asked.Remove(old);
            }
            if (!_asked.TryGetValue(key, out others))
                _asked[key] = own;
        }
        if (others is not null && await LastingAsync(others) is { Lasts: true } known)
            return known.Answer!;
        try
        {
            var answer = await own.Answer.Value;
            if (!lasting(answer))
                Forget(key, own);
            return answer;
        }
        catch
        {
            Forget(key, own);
            throw;
        }
    }

    private async Task<(bool Lasts, TAnswer? Answer)> LastingAsync(Question others)
    {
        try
        {
            var answer = await others.Answer.Value;
            return (lasting(answer), answer);
        }
        catch (Exception)
        {
            // Whoever asked has the failure; it may have been his token's.
            return default;
        }
    }

    private void Forget(TKey key, Question own)
    {
        using (_gate.EnterScope())
        {
            if (_asked.GetValueOrDefault(key) == own)
                _asked.Remove(key);
        }
    }

    private sealed class Question(long at, Lazy<Task<TAnswer>> answer)
    {
        public long At => at;

        public Lazy<Task<TAnswer>> Answer => answer;
    }
}
