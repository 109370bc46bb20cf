namespace Functions.Pages;

/// <summary>A bar of a drawing, in the drawing's units.</summary>
internal sealed record TrendBar(string Class, string X, string Y, string Width, string Height);
