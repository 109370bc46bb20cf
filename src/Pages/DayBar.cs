namespace Pages;

/// <summary>A bar of the drawing of days: numbers and a day only, in the drawing's units.</summary>
internal sealed record DayBar(string X, string Y, string Width, string Height, string Middle, string LabelY, string Label, string Day);
