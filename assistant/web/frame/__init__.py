"""What every page needs: who looks at it, templates, style sheets and scripts, what is shown when there is no page."""
