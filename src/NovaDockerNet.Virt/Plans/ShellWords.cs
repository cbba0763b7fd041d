using System.Text;

namespace NovaDockerNet.Virt.Plans;

/// <summary>Splits a command line as a POSIX shell would, without expanding anything. Python: shlex.split.</summary>
static class ShellWords
{
    /// <exception cref="FormatException">An unfinished quotation or escape.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        List<string> words = [];
        StringBuilder? word = null;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '\'':
                    i = CopyQuoted(line, i, word ??= new StringBuilder());
                    break;
                case '"':
                    i = CopyDoubleQuoted(line, i, word ??= new StringBuilder());
                    break;
                case '\\':
                    if (++i == line.Length)
                        throw new FormatException("nothing follows the last backslash");
                    (word ??= new StringBuilder()).Append(line[i]);
                    break;
                case ' ' or '\t' or '\r' or '\n':
                    if (word is not null)
                        words.Add(word.ToString());
                    word = null;
                    break;
                default:
                    (word ??= new StringBuilder()).Append(line[i]);
                    break;
            }
        }
        if (word is not null)
            words.Add(word.ToString());
        return words;
    }

    private static int CopyQuoted(string line, int open, StringBuilder word)
    {
        var close = line.IndexOf('\'', open + 1);
        if (close < 0)
            throw new FormatException("a single quotation is not closed");
        word.Append(line, open + 1, close - open - 1);
        return close;
    }

    private static int CopyDoubleQuoted(string line, int open, StringBuilder word)
    {
        for (var i = open + 1; i < line.Length; i++)
        {
            if (line[i] == '"')
                return i;
            // Inside double quotes a backslash escapes only itself and the quote.
            if (line[i] == '\\' && i + 1 < line.Length && line[i + 1] is '"' or '\\')
                i++;
            word.Append(line[i]);
        }
        throw new FormatException("a double quotation is not closed");
    }
}
