namespace SoftCfg.Playground.Book;

/// <summary>A heading of a page.</summary>
/// <param name="Level">1 is the page's title.</param>
/// <param name="Anchor">What a link to it ends with, without the sign.</param>
/// <param name="Title">Its words.</param>
internal sealed record BookHeading(int Level, string Anchor, string Title);
