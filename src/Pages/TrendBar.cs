namespace Pages;

/// <summary>A stretch of time with one verdict, in the drawing's units.</summary>
internal sealed record TrendBar(string Class, string X, string Y, string Width, string Height);
