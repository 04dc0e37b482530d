namespace SoftCfg.Playground.Book;

/// <summary>A line of the contents.</summary>
/// <param name="File">The chapter's file.</param>
/// <param name="Title">What the contents call it.</param>
/// <param name="Part">The part of the book that it belongs to.</param>
internal sealed record BookChapter(string File, string Title, string Part)
{
    /// <summary>Where it is served.</summary>
    public string Address => BookAddress.Of(File);
}
