namespace SoftCfg.Playground.Book;

/// <summary>A page of the book.</summary>
/// <param name="File">The file that it was made from.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Html">What it says, as HTML without a frame.</param>
/// <param name="Headings">All headings, in order.</param>
/// <param name="Sections">Its words, for the search.</param>
internal sealed record BookPage(string File, string Title, string Html, IReadOnlyList<BookHeading> Headings,
    IReadOnlyList<BookSection> Sections)
{
    /// <summary>Where it is served, below <c>/docs/</c>.</summary>
    public string Address => BookAddress.Of(File);
}
