namespace SoftCfg.Text.BytePairs;

/// <summary>Tokens and their ids, either way.</summary>
internal sealed class TokenNames
{
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> contents = [];

    /// <summary>Ids by token.</summary>
    internal IReadOnlyDictionary<string, int> Ids => ids;

    /// <summary>Tokens by id.</summary>
    internal IReadOnlyDictionary<int, string> Contents => contents;

    /// <summary>Adds a token that is not there yet; false where the id is another's.</summary>
    internal bool TryAdd(string content, int id)
    {
        if (!contents.TryAdd(id, content))
            return false;
        ids.Add(content, id);
        return true;
    }
}
