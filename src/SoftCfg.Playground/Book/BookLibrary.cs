namespace SoftCfg.Playground.Book;

/// <summary>The whole book: its pages, made once.</summary>
internal sealed class BookLibrary
{
    private static readonly Lazy<BookLibrary> Made = new(() => new());

    private readonly Dictionary<string, BookPage> pages;

    private BookLibrary()
    {
        Chapters = BookContents.Read(BookFiles.Text(BookContents.File));
        pages = BookFiles.Names.Where(BookAddress.IsPage).Select(file => BookRenderer.Render(file, BookFiles.Text(file)))
            .ToDictionary(page => page.Address, StringComparer.Ordinal);
    }

    /// <summary>The book of this program.</summary>
    public static BookLibrary Shared => Made.Value;

    /// <summary>Its chapters in order, the contents first.</summary>
    public IReadOnlyList<BookChapter> Chapters { get; }

    /// <summary>All pages.</summary>
    public IReadOnlyCollection<BookPage> Pages => pages.Values;

    /// <summary>The page at an address; null if there is none.</summary>
    public BookPage? Find(string address) => pages.GetValueOrDefault(address);
}
