namespace Pages;

/// <summary>How much of a report stands in the page as it comes; the rest is packed into it and unpacked where somebody looks.</summary>
internal static class PageBounds
{
    /// <summary>Rows of a table.</summary>
    public const int Rows = 50;

    /// <summary>Names, sentences and other items of a list; how many more there are is said, and the data has them.</summary>
    public const int Items = 100;

    /// <summary>Sentences about one run.</summary>
    public const int Reasons = 5;
}
