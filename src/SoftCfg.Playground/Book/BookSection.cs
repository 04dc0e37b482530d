namespace SoftCfg.Playground.Book;

/// <summary>What stands below one heading of a page, for the search.</summary>
/// <param name="Address">Where: a page's address, and the heading's anchor.</param>
/// <param name="Page">The title of the page.</param>
/// <param name="Title">The heading.</param>
/// <param name="Text">The words below it.</param>
internal sealed record BookSection(string Address, string Page, string Title, string Text);
