using System.Net;

namespace SoftCfg.Playground.Book;

/// <summary>Text in HTML.</summary>
internal static class Html
{
    /// <summary>Text as it stands in HTML, within the quotes of an attribute as well.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}
